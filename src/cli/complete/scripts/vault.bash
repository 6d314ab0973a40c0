# Completion of PROGRAM in bash. The program itself says what may stand at the cursor; of secrets only while it is unlocked.
_FUNCTION() {
    COMPREPLY=()
    ((BASH_VERSINFO[0] >= 4)) || return
    # Nothing of the line is evaluated: it goes to the program as text, and what comes back is quoted already.
    mapfile -t COMPREPLY < <(printf '%s\0' "$2" "${COMP_LINE:0:COMP_POINT}" | command PROGRAM __complete bash 2>/dev/null)
    local manner=${COMPREPLY[0]}
    COMPREPLY=("${COMPREPLY[@]:1}")
    case $manner in
        open) compopt -o nospace ;;
        files) compopt -o default ;;
        program) mapfile -t COMPREPLY < <(compgen -A command -- "$2") ;;
    esac
}
complete -F _FUNCTION PROGRAM
