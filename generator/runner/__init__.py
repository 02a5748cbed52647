"""Run labs, each alone in a process of its own, and write down what they measured."""
