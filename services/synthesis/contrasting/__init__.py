"""What a scope says, what a part of it says more and less, and what stands out without anybody asking."""
