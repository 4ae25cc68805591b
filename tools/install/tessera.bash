# Completion of tessera's command line in bash. Commands and flags are those that --help lists, so
# that this file need not be told about new ones.

_tessera() {
  local program=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
  local -a path=()
  local index
  for ((index = 1; index < COMP_CWORD; ++index)); do
    [[ ${COMP_WORDS[index]} =~ ^[a-z][a-z]*$ ]] || break
    path+=("${COMP_WORDS[index]}")
    [[ ${path[0]} == mesh && ${#path[@]} -lt 2 ]] || break
  done

  local help words=
  help=$("$program" "${path[@]}" --help 2>/dev/null) || return
  case $before in
    --backend) words="auto cuda openmp threads processes serial" ;;
    --backends) words="serial threads processes openmp cuda" ;;
    --topology) words="hex square" ;;
    --border) words="fixed periodic reflecting" ;;
    --precision) words="f64 f32" ;;
    --preconditioner) words="multigrid jacobi" ;;
    --operator) words="matrix-free csr cusparse" ;;
    --assembly) words="gather triplets" ;;
    verify | bench) [[ $word == -* ]] || words="fem hex mc all" ;;
  esac
  if [[ -z $words && $word == -* ]]; then
    words=$(grep --only-matching --extended-regexp '^ +(-[a-z],)?--[a-z0-9-]+' <<<"$help" |
      grep --only-matching --extended-regexp -- '--[a-z0-9-]+')
  elif [[ -z $words ]]; then
    words=$(sed --quiet '/^[Ss]ubcommands:/I,/^$/s/^  *\([a-z][a-z]*\) .*/\1/p' <<<"$help")
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
  # No word of ours: a file.
  [[ ${#COMPREPLY[@]} -gt 0 || $word == -* ]] || mapfile -t COMPREPLY < <(compgen -f -- "$word")
}

complete -o filenames -F _tessera tessera
