"""What is taught: lesson files, read and validated. Nothing in a lesson file is ever evaluated as code."""
