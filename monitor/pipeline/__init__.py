"""The order of the stages, written once. Decides everything a poll changes; touches nothing."""

from monitor.pipeline.acquisition import asks_in_full, boosts, when_overdue
from monitor.pipeline.articles import wanted_articles, with_article
from monitor.pipeline.events import look_again
from monitor.pipeline.poll import Visit, body_hash, decide_version, poll

__all__ = [
    "Visit",
    "asks_in_full",
    "body_hash",
    "boosts",
    "decide_version",
    "look_again",
    "poll",
    "wanted_articles",
    "when_overdue",
    "with_article",
]
