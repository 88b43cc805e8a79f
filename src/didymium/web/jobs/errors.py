"""Refusals of the queue, in words; ``status`` is what the API answers with."""

from __future__ import annotations

from typing import ClassVar


class JobError(Exception):
    """Raised when a job cannot be taken, found, or changed; the message says why."""

    status: ClassVar[int] = 409


class QueueFull(JobError):
    """Raised when too many jobs wait already."""

    status = 429


class NoRoom(JobError):
    """Raised when the disk is too full for another job."""

    status = 507


class NoSuchJob(JobError):
    """Raised for a key that no job has, and for a file that a result does not hold."""

    status = 404
