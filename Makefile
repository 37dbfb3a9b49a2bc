# SPDX-License-Identifier: AGPL-3.0-or-later
# Aliases only; dev.py is the one place that knows how.
.PHONY: run test pictures
run:
	python3 dev.py run $(ARGS)
test:
	python3 dev.py test
pictures:
	python3 dev.py pictures
