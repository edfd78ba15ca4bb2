# Removes the directory, and the directory above it once nothing else of ours is in there. Variables: directory.
set -eu
rm -rf "$directory"
parent=$(dirname "$directory")
case $parent in
*/dagster-multihost) rmdir "$parent" 2>/dev/null || true ;;
esac
