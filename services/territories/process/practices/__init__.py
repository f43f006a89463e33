"""What works and is handed on: practices, trainings, and exchanges between platforms."""
