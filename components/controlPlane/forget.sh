# Forgets which image the database was migrated to. Variables: marker.
set -eu
rm -f "$marker"
rmdir "$(dirname "$marker")" 2>/dev/null || true
