"""Send what waits. Each message on its own: one bad address keeps no other back."""

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.messages.models import Message
from barabar.reference.verdicts import ALLOWED, Verdict, refused

MOST_TRIES = 5


@dataclass(frozen=True)
class Sent:
    sent: int
    failed: int
    waiting: int


def can_send() -> Verdict:
    """Is a mail server configured?"""
    if settings.EMAIL_HOST or settings.EMAIL_BACKEND != "django.core.mail.backends.smtp.EmailBackend":
        return ALLOWED
    return refused("no-mail-server", _("No mail server is configured: messages wait. Set BARABAR_MAIL, or download them and send them yourself."))  # fmt: skip


def send_messages(most: int = 200) -> Sent:
    """Up to `most` waiting messages, oldest first. A message that failed five times stays, with its reason."""
    if not can_send():
        return Sent(0, 0, Message.objects.filter(state="waiting").count())
    waiting = Message.objects.filter(state="waiting", tries__lt=MOST_TRIES).order_by("pk")[:most]
    counts = {"sent": 0, "failed": 0}
    connection = get_connection()
    for message in waiting:
        counts[_send(message, connection)] += 1
    connection.close()
    return Sent(counts["sent"], counts["failed"], Message.objects.filter(state="waiting").count())


def _send(message: Message, connection) -> str:
    mail = EmailMultiAlternatives(
        message.subject, message.text, settings.DEFAULT_FROM_EMAIL, [message.to], connection=connection
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    mail.extra_headers = {"Message-ID": f"<{message.pk}.{message.written_at.timestamp():.0f}@barabar>"}
    for one in message.attachments.all():
        with one.file.open() as stream:
            mail.attach(one.name, stream.read(), one.media_type)
    message.tries += 1
    try:
        mail.send()
    except Exception as error:
        message.error = f"{type(error).__name__}: {error}"[:500]
        message.state = "failed" if message.tries >= MOST_TRIES else "waiting"
        message.save(update_fields=["tries", "error", "state"])
        return "failed"
    message.state, message.sent_at, message.error = "sent", timezone.now(), ""
    message.save(update_fields=["tries", "state", "sent_at", "error"])
    return "sent"
