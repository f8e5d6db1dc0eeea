"""Figures of a period and an area (統計、熱區): what is counted, when, and what may be told of it [002]."""
