# SPDX-License-Identifier: Apache-2.0
"""Four people who never lived, with five weeks of a course: made through the real API, really sealed."""
