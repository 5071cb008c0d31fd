from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class AccountManager(BaseUserManager):
    def create_account(self, *, email: str, name: str, password: str | None = None, language: str = "sq") -> "Account":
        account = self.model(email=self.normalize_email(email).lower(), name=name, language=language)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username):
        return self.get(email=(username or "").strip().lower())


class Account(AbstractBaseUser):
    """A way for one person to sign in. Holds a name and an office e-mail, and nothing else about the person."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=10, default="sq")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.name
