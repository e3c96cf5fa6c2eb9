"""What the condition builder's templates need beside the parts."""

from django import template

from huitouke.web.lists.builder import keys_of

register = template.Library()


@register.filter
def keys(words: str) -> str:
    """What words are found by as one types: themselves, their pinyin, its initials."""
    return keys_of(words)
