"""How an account is made, and who may make one."""
