"""The web: FastAPI lives here and nowhere else."""
