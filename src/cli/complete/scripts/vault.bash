# Completion of PROGRAM in bash. The program itself says what may stand at the cursor; of secrets only while it is unlocked.
_FUNCTION() {
    COMPREPLY=()
    ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 404)) || return
    # Nothing of the line is evaluated: it goes to the program as text, and what comes back is quoted already. A pipe would
    # be read byte by byte, so the answer is split as a word that is not quoted, with no pattern expanded.
    local - IFS=$'\n' answer manner
    set -f
    answer=$(printf '%s\0' "$2" "${COMP_LINE:0:COMP_POINT}" | command PROGRAM __complete bash 2>/dev/null)
    COMPREPLY=($answer)
    manner=${COMPREPLY[0]}
    unset 'COMPREPLY[0]'
    case $manner in
        open) compopt -o nospace ;;
        files) compopt -o default ;;
        program) COMPREPLY=($(compgen -A command -- "$2")) ;;
    esac
}
complete -F _FUNCTION PROGRAM
