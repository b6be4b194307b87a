"""Secrets are masked, and what only looks like one isn't."""

from __future__ import annotations

from typing import Any

import pytest

from em_desktop.recording.secrets import Masker, is_secret

TOKEN = "q8Zr2mW0xLk4Tn7Bv1Yp"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("password", "x"), ("db_password", "hunter2"), ("API_KEY", "x"), ("apikey", "x"),
        ("aws_secret_access_key", "x"), ("client_secret", "x"), ("HF_TOKEN", TOKEN),
        ("token", TOKEN), ("github-token", TOKEN), ("passphrase", "x"), ("auth_key", "x"),
    ],
)  # fmt: skip
def test_secrets_are_known_by_their_names(name: str, value: Any) -> None:
    assert is_secret(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max_tokens", 100), ("max_tokens", "100"), ("tokenizer", "bert-base-uncased-large"),
        ("pad_token", "<pad>"), ("eos_token", "</s>"), ("key", "value"), ("num_keys", "x"),
        ("passes", "three"), ("author", "Ada"), ("token_dim", 64), ("password", None),
        ("monkey", "x"), ("compass", "north"), ("special_token", "a text with several words"),
    ],
)  # fmt: skip
def test_hyperparameters_of_similar_names_stay(name: str, value: Any) -> None:
    assert not is_secret(name, value)


def test_parameters_are_masked_at_any_depth() -> None:
    masked = Masker({}).value({"lr": 0.1, "hub": {"token": TOKEN, "url": "https://u:p@h/x"}})
    assert masked == {"lr": 0.1, "hub": {"token": "***", "url": "https://***@h/x"}}


def test_values_of_secret_environment_variables_are_masked_anywhere() -> None:
    masker = Masker({"MY_API_KEY": "correct-horse", "HOME": "/root", "PWD": "/work/dir"})
    assert masker.text("key=correct-horse in /work/dir") == "key=*** in /work/dir"


@pytest.mark.parametrize(
    "secret",
    [
        "ghp_" + "a" * 36, "github_pat_" + "a1" * 20, "hf_" + "A" * 34, "sk-" + "a" * 40,
        "AKIA" + "B" * 16, "glpat-" + "x" * 20, "xoxb-1234567890-abc",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-_",
        "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----",
    ],
)  # fmt: skip
def test_tokens_of_known_form_are_masked(secret: str) -> None:
    assert Masker({}).text(f"before {secret} after") == "before *** after"


def test_command_lines_are_masked() -> None:
    arguments = [
        "train.py", "--password", "hunter2", "--api-key=abc", "--lr", "0.1", "--token", TOKEN,
        "--verbose", "--pad-token", "<pad>", "https://user:pw@host/repo",
    ]  # fmt: skip
    assert Masker({}).arguments(arguments) == [
        "train.py", "--password", "***", "--api-key=***", "--lr", "0.1", "--token", "***",
        "--verbose", "--pad-token", "<pad>", "https://***@host/repo",
    ]  # fmt: skip


def test_a_text_without_secrets_is_unchanged() -> None:
    text = "epoch 3: loss 0.123 https://example.com/a?b=c sk-learn-baseline-of-the-second-try eyJ"
    assert Masker({}).text(text) == text
