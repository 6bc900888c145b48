#!/usr/bin/env bash
# Merges the shards of docs/cluster/slurm.sh once all of them are there:
#
#   sbatch --dependency="afterok:$array" docs/cluster/slurm-merge.sh --out output/ten-million
#
# What follows slurm-merge.sh goes to `dafeng merge`.
#SBATCH --job-name=dafeng-merge
#SBATCH --cpus-per-task=2
#SBATCH --mem=8G
#SBATCH --time=00:30:00
#SBATCH --kill-on-invalid-dep=yes
#SBATCH --output=%x-%j.log
set -euo pipefail

: "${SHARDS:?the folder of the shards}"
exec "${DAFENG:-dafeng}" merge "$SHARDS"/*.shard --threads "${SLURM_CPUS_PER_TASK:-1}" "$@"
