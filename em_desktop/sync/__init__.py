"""What happens to stores over time: gestures with undo, and transfers of many bytes."""
