"""What a piece of evidence may prove: an item of the scheme, or a special group."""

from zizhu.identification.domain.groups import Kinds
from zizhu.identification.domain.scheme import Scheme
from zizhu.identification.errors.forms import EvidenceMisplaced

GROUPS = "groups."
MOST_EVIDENCE = 40  # files a form; a household's papers fit, an archive does not


def require_target(target: str, scheme: Scheme, kinds: Kinds) -> str:
    """Give the target back if it names an item (`A1`) or a special group (`groups.dibao`).

    Raises:
        EvidenceMisplaced: it names neither.
    """
    is_group = target.startswith(GROUPS) and target.removeprefix(GROUPS) in kinds
    if not is_group and scheme.item(target) is None:
        raise EvidenceMisplaced("请选择材料对应的量化指标或特殊群体类型，再上传。")
    return target
