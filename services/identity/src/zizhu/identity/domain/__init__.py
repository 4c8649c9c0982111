"""Rules of signing in, posts and scopes: pure, ids and instants are arguments."""
