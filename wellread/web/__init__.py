"""The web page and the server's own routes: what the thread and run API cannot give."""
