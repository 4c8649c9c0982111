"""What the operator of a service should know, and the messages that wait for one."""
