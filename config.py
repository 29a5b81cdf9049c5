"""The settings of one installation: read once from the environment, typed, frozen.

A missing secret stops the start and is named. What a publisher may change while the site runs (texts, clocks,
policy) is not here but in ``app.site``. docs/settings.md describes every line.
"""

from __future__ import annotations

import base64
import hashlib
import os
from functools import cached_property
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent


class SettingsMissing(SystemExit):
    """The start is refused; the message names each setting and what to do."""


class Settings(BaseSettings):
    """One installation. Sizes in bytes, times in seconds."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", case_sensitive=False)

    # Secrets: no default on purpose.
    secret_key: SecretStr = Field(min_length=32)
    link_key: SecretStr = Field(min_length=32)
    password_salt: SecretStr = Field(min_length=16)
    receipt_key: SecretStr = SecretStr("")

    # Where the site stands.
    base_url: str = "http://127.0.0.1:8000"
    bind: str = "127.0.0.1:8000"
    trusted_proxies: int = Field(default=0, ge=0, le=8)
    data_dir: Path = ROOT / "var"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    # Parts.
    database_url: str = ""
    redis_url: str = ""
    storage: Literal["files", "s3"] = "files"
    s3_bucket: str = ""
    s3_endpoint: str = ""
    s3_region: str = "us-east-1"
    s3_access_key: SecretStr = SecretStr("")
    s3_secret_key: SecretStr = SecretStr("")

    # Letters.
    mail: Literal["capture", "smtp"] = "capture"
    mail_secret: SecretStr = SecretStr("")
    mail_from: str = "Imprimatur <desk@localhost.localdomain>"
    webmaster_email: str = "webmaster@localhost.localdomain"
    smtp_host: str = "127.0.0.1"
    smtp_port: int = Field(default=25, ge=1, le=65535)
    smtp_tls: Literal["none", "starttls", "tls"] = "none"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_timeout: float = Field(default=20.0, gt=0)

    # Mail that comes in.
    intake: Literal["none", "imap"] = "none"
    imap_host: str = ""
    imap_port: int = Field(default=993, ge=1, le=65535)
    imap_tls: Literal["none", "starttls", "tls"] = "tls"
    imap_user: str = ""
    imap_password: SecretStr = SecretStr("")
    imap_folder: str = "INBOX"
    imap_taken: str = "Taken in"
    imap_timeout: float = Field(default=20.0, gt=0)
    imap_seconds: float = Field(default=60.0, ge=5, le=3600)

    # The seal of the log.
    timestamp_url: str = Field(default="", pattern="^(https?://.+)?$")
    timestamp_roots: str = ""

    # Programs that are told.
    webhook_networks: str = ""

    # Who watches.
    metrics_secret: SecretStr = SecretStr("")

    # Limits.
    max_upload_bytes: int = 30 * 1024 * 1024
    max_document_bytes: int = 20 * 1024 * 1024
    max_article_bytes: int = 2 * 1024 * 1024
    sweep_seconds: float = Field(default=10.0, gt=0, le=30)
    broker_timeout: float = Field(default=1.0, gt=0, le=5)
    web_threads: int = Field(default=16, ge=2, le=256)
    rate_limits: bool = True

    @model_validator(mode="after")
    def _guarded(self) -> Self:
        if not _are_networks(self.webhook_networks):
            raise ValueError("WEBHOOK_NETWORKS must be networks with commas between them, as in 10.1.0.0/16")
        if 0 < len(self.metrics_secret.get_secret_value()) < 16:
            raise ValueError("METRICS_SECRET must have 16 characters or more")
        return self

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.timestamp_url and not self.timestamp_roots:
            raise ValueError(
                "TIMESTAMP_URL needs TIMESTAMP_ROOTS: a timestamp nobody can check proves nothing"
            )
        if self.receipt_key.get_secret_value() and not _is_seed(self.receipt_key.get_secret_value()):
            raise ValueError("RECEIPT_KEY must be 32 random bytes in base64 for addresses, 43 characters")
        if self.storage == "s3" and not (self.s3_bucket and self.s3_endpoint):
            raise ValueError("STORAGE=s3 needs S3_BUCKET and S3_ENDPOINT")
        if self.intake == "imap" and not (
            self.imap_host and self.imap_user and self.imap_taken != self.imap_folder
        ):
            raise ValueError(
                "INTAKE=imap needs IMAP_HOST and IMAP_USER, and an IMAP_TAKEN that is not IMAP_FOLDER"
            )
        if self.mail == "capture":
            if not self.is_loopback:
                raise ValueError(
                    f"MAIL=capture shows every letter to whoever reaches the site; it is refused on BIND={self.bind}: "
                    "bind to 127.0.0.1 or set MAIL=smtp"
                )
            if len(self.mail_secret.get_secret_value()) < 16:
                raise ValueError("MAIL=capture needs MAIL_SECRET (16 characters or more)")
        return self

    @property
    def is_loopback(self) -> bool:
        host = self.bind.rpartition(":")[0].strip("[]")
        if host == "localhost":
            return True
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return False

    @cached_property
    def database(self) -> str:
        """SQLAlchemy address; SQLite in the data directory unless DATABASE_URL says otherwise."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir / 'imprimatur.sqlite'}"
        if self.database_url.startswith(("postgres://", "postgresql://")):
            return "postgresql+psycopg://" + self.database_url.partition("://")[2]
        return self.database_url

    @cached_property
    def broker_socket(self) -> Path:
        return self.data_dir / "broker.sock"

    @cached_property
    def redis(self) -> str:
        """One address, redis-py spelling; ``celery_broker`` and ``limiter_storage`` derive from it."""
        return self.redis_url or f"unix://{self.broker_socket}"

    @cached_property
    def installation(self) -> str:
        """A short name of this installation, the same on all its machines: it keeps what several installations put
        into one Redis apart."""
        key = self.link_key.get_secret_value()
        return hashlib.sha256(f"installation:{key}".encode()).hexdigest()[:10]

    @cached_property
    def celery_broker(self) -> str:
        return (
            "redis+socket://" + self.redis[len("unix://") :]
            if self.redis.startswith("unix://")
            else self.redis
        )

    @cached_property
    def limiter_storage(self) -> str:
        return (
            "redis+unix://" + self.redis[len("unix://") :] if self.redis.startswith("unix://") else self.redis
        )

    @cached_property
    def https(self) -> bool:
        return urlsplit(self.base_url).scheme == "https"

    @cached_property
    def host(self) -> str:
        return urlsplit(self.base_url).netloc

    @cached_property
    def receipt_key_file(self) -> Path:
        """Where the private key of receipts is kept when ``RECEIPT_KEY`` gives none."""
        return self.data_dir / "receipt.key"

    @cached_property
    def public_tree(self) -> Path:
        return self.data_dir / "public"

    @cached_property
    def seals_dir(self) -> Path:
        return self.data_dir / "seals"

    @cached_property
    def mail_dir(self) -> Path:
        return self.data_dir / "mail"


def _are_networks(said: str) -> bool:
    try:
        return all(ip_network(one.strip(), strict=False) for one in said.split(",") if one.strip())
    except ValueError:
        return False


def _is_seed(key: str) -> bool:
    try:
        return len(base64.b64decode(f"{key}=", altchars=b"-_", validate=True)) == 32
    except ValueError:
        return False


def load() -> Settings:
    """The settings of this process, or ``SettingsMissing`` with one line per thing to mend.

    What the first start wrote beside the data (``secrets.env``) counts where the environment says nothing, so that a
    command given by hand works on the same installation.
    """
    kept = Path(os.environ.get("DATA_DIR", ROOT / "var")) / "secrets.env"
    try:
        return Settings(_env_file=kept)
    except ValidationError as wrong:
        lines = []
        for error in wrong.errors():
            name = "_".join(str(part) for part in error["loc"]).upper()
            lines.append(f"  {name}: {error['msg']}" if name else f"  {error['msg']}")
        raise SettingsMissing(
            "Imprimatur cannot start:\n" + "\n".join(lines) + "\nSee docs/settings.md."
        ) from None
