"""Settings of runs against services that speak OpenAI's and Tavily's protocols."""

from pathlib import Path

from wellread.settings import Settings, load_settings

PRIVATE_HOSTS = tuple(f"127.0.0.{number}" for number in range(1, 9))
"""Where such services serve their pages on this machine."""
MODELS = {
    "planner_model": "openai:o4-mini",
    "planner_effort": "",
    "fast_model": "openai:gpt-4.1-nano",
    "smart_model": "openai:gpt-4.1",
}
"""The models that a well-known peer asks by default, so that costs can be compared."""


def settings_against(
    base_url: str, data_dir: Path, *, model_url: str = "", **others: object
) -> Settings:
    """Search and pages at `base_url`, models there too or at `model_url`; `others` weigh most."""
    return load_settings(
        {
            "data_dir": data_dir,
            "openai_api_key": "bench",
            "openai_base_url": f"{model_url or base_url}/v1",
            "tavily_api_key": "tvly-bench",
            "tavily_base_url": base_url,
            "allowed_private_hosts": PRIVATE_HOSTS,
            **others,
        }
    )
