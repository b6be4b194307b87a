"""Which end of a metric is the good one, by the words in its name."""

from __future__ import annotations

import re

from em_desktop.domain.autotune import Direction

_WORDS = re.compile(r"[A-Z]+\d*(?![a-z])|[A-Z]?[a-z]+\d*|\d+|[^\W\d_A-Za-z]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_HIGHER = _words(
    """
    acc accuracy accuracies ap auc auprc auroc bleu chrf correct correlation dice f1 f2 fps
    fscore hit hits iou kappa likelihood map mcc meteor miou mrr ndcg pearson pesq precision
    psnr r2 recall return returns reward rewards rouge score sensitivity spearman
    specificity speed ssim stoi success throughput win winrate wins 准确率 精度 召回率 奖励 得分
    """
)
_LOWER = _words(
    """
    bce bpb bpc brier ce cer cost crossentropy divergence energy eer err error errors fid
    fpr hinge kid kl latency logloss loss losses lpips mae mape mse nll perplexity ppl
    regret rmse rmsle smape violations wer xent 损失 误差 困惑度
    """
)
_TURNS = frozenset({"neg", "negative", "minus"})


def direction_of(metric: str) -> Direction | None:
    """Whether higher or lower values of a metric are better; None where its name doesn't say.

    The last word that says so counts, as in ``val/accuracy``, ``error_score`` (higher) or
    ``loss``; ``neg_mean_squared_error`` is turned round.

    Args:
        metric: its name, with or without the type before it (``val/loss``).
    """
    name = metric.rpartition("/")[2]
    found = None
    words = [word.casefold() for word in _WORDS.findall(name)]
    for word in words:
        if word in _HIGHER or word.rstrip("0123456789") in {"top", "hits"}:
            found = Direction.MAXIMIZE
        elif word in _LOWER:
            found = Direction.MINIMIZE
    if found is not None and words[0] in _TURNS:
        return Direction.MINIMIZE if found is Direction.MAXIMIZE else Direction.MAXIMIZE
    return found
