# Everything is in packaging/develop.py, which needs Python alone.
PYTHON ?= python3

.PHONY: run test check bench tour
run test check bench tour:
	@$(PYTHON) packaging/develop.py $@ $(ARGS)
