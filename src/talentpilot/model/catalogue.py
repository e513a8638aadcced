"""catalogue.yaml: the domains of the reform and the tasks below them."""

from talentpilot.model.base import Day, FileId, Language, Line, Record, Whole, Words


class Named(Record):
    """Something with an id and a name in two languages."""

    id: FileId
    zh: Line | None = None
    en: Line | None = None
    short: Line | None = None

    def name(self, language: Language) -> str:
        """Return the name in that language, or in the one there is, or the id."""
        return (self.zh if language == "zh" else self.en) or self.zh or self.en or self.id


class Task(Named):
    """A pilot item. Its id never changes; it is retired with a date, not deleted."""

    item_no: Whole | None = None
    note: Words | None = None
    retired: Day | None = None


class Domain(Named):
    """One of the fields of the reform."""

    no: Whole | None = None
    tasks: tuple[Task, ...] = ()


class Catalogue(Record):
    """catalogue.yaml."""

    source: Words | None = None
    domains: tuple[Domain, ...] = ()

    def task(self, reference: str) -> Task | None:
        """Return the task of that id, or None."""
        return next((task for domain in self.domains for task in domain.tasks if task.id == reference), None)

    def domain_of(self, task: str) -> Domain | None:
        """Return the domain that holds the task of that id, or None."""
        return next((domain for domain in self.domains if any(item.id == task for item in domain.tasks)), None)
