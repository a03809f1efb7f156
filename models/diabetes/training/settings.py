"""What is chosen by hand for each table. Chosen on out-of-fold figures of the training part, see README.md."""

from __future__ import annotations

from dataclasses import dataclass, field

from columns import BRFSS, HEART_DISEASE, HEART_FAILURE, NHANES, Column

SEED = 20261


@dataclass(frozen=True)
class Recipe:
    """How one table is fitted."""

    id: str
    file: str
    target: str
    columns: list[Column]
    prevalence: float | None  # None: that of the table
    label: str
    group: str | None = None  # rows with the same value are one person
    age_limits: tuple[str, float, float] | None = None
    least_known: int = 1  # of the columns; below, a row is not assessed
    sensitivity: float = 0.8  # that the threshold keeps
    folds: int = 5
    member_repeats: int = 1  # members = folds x repeats
    inner_folds: int = 5  # members of each blend that is only judged
    outer_folds: int = 5
    outer_repeats: int = 1
    additive_c: float = 0.1
    tree_rate: float = 0.05
    tree_rounds: int = 250
    tree_leaves: int = 15
    tree_smallest_leaf: int = 80
    tree_l2: float = 5.0
    net_hidden: int = 48
    net_dropout: float = 0.05
    net_rate: float = 4e-3
    net_decay: float = 1e-2
    net_batch: int = 1024
    net_epochs: int = 12
    subgroups: tuple[str, ...] = field(default_factory=tuple)
    # column, limit and name of a group that is flagged where the threshold finds fewer than half of it
    youngest: tuple[str, float, str] | None = None


SMALL = {
    "tree_rate": 0.04,
    "tree_rounds": 80,
    "tree_leaves": 5,
    "tree_smallest_leaf": 12,
    "net_hidden": 12,
    "net_dropout": 0.3,
    "net_rate": 1e-2,
    "net_decay": 0.3,
    "net_batch": 64,
    "net_epochs": 30,
}

RECIPES = {
    # Share of adults in the survey, from which the balanced table was drawn half and half.
    "diabetes": Recipe(
        "diabetes", "brfss2015_diabetes_5050", "Diabetes_binary", BRFSS, 0.14, "diabetes", least_known=6,
        inner_folds=3, outer_folds=3, tree_rounds=180, tree_rate=0.07, net_hidden=32, net_epochs=10,
        youngest=("Age", 6, "age 18-44"),
    ),
    "diabetes-nhanes": Recipe(
        "diabetes-nhanes", "nhanes_2009_2012", "Diabetes", NHANES, None, "diabetes",
        group="ID", age_limits=("Age", 20, 130), least_known=8, inner_folds=3, additive_c=0.01,
        tree_rounds=120, tree_leaves=6, tree_smallest_leaf=40, net_hidden=16, net_dropout=0.2, net_decay=0.1,
        net_batch=256, net_epochs=15, youngest=("Age", 45, "age 20-44"),
    ),
    "heart-disease": Recipe(
        "heart-disease", "heart_disease_uci", "disease", HEART_DISEASE, None, "angiographic-cad",
        age_limits=("age", 25, 85), least_known=4, sensitivity=0.9, member_repeats=2, outer_repeats=2,
        additive_c=0.02, **SMALL,
    ),
    "heart-failure": Recipe(
        "heart-failure", "heart_failure", "DEATH_EVENT", HEART_FAILURE, None, "hf-death",
        age_limits=("age", 40, 100), least_known=6, member_repeats=2, outer_repeats=4, additive_c=0.01, **SMALL,
    ),
}  # fmt: skip
