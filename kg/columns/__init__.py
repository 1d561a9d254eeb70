"""The columns beside a store: the same statements as tables, for questions that count and compare.

`schema.sql` says what they hold. The store answers look-ups and free SPARQL; a question that goes over all papers is asked of
the columns, and its SPARQL is its definition (tests hold both to the same answer).
"""

from kg.columns.asking import answer, answered, twins
from kg.columns.opened import Columns, columns_of

__all__ = ["Columns", "answer", "answered", "columns_of", "twins"]
