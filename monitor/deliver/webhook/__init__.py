"""Webhooks: `sender` posts, `payload` is the body and its schema, `signature` signs as Standard Webhooks 1.0.0 says."""

from monitor.deliver.webhook.sender import WebhookSender

__all__ = ["WebhookSender"]
