"""Figures, pictures of them, and hot spots (統計、圖、熱區)."""
