"""Who may sign in, with which posts, and what each post may touch."""
