"""What Python runs when it starts with this folder on its path: see `small_reference.environment`."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))

from small_reference import use

use(2)
