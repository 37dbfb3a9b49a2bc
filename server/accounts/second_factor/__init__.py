"""The second factor therapists sign in with."""
