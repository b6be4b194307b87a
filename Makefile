# Everything is in packaging/develop.py, which needs Python alone.
PYTHON ?= python3

.PHONY: run test check bench tour translations
run test check bench tour translations:
	@$(PYTHON) packaging/develop.py $@ $(ARGS)
