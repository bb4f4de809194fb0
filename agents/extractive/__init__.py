"""The same roles without a model: passages chosen and quoted by code."""
