# Completion of vault in bash. The program itself says what may stand at the cursor; of secrets only while it is unlocked.
_vault() {
    COMPREPLY=()
    local manner= candidate
    # Nothing of the line is evaluated: it goes to the program as text, and what comes back is quoted already.
    while IFS= read -r candidate; do
        if [[ -z $manner ]]; then
            manner=$candidate
        else
            COMPREPLY+=("${candidate%%$'\t'*}")
        fi
    done < <(printf '%s\0' "$2" "${COMP_LINE:0:COMP_POINT}" | command vault __complete bash 2>/dev/null)
    case $manner in
        open) compopt -o nospace 2>/dev/null ;;
        files) compopt -o default 2>/dev/null ;;
        program)
            while IFS= read -r candidate; do
                COMPREPLY+=("$candidate")
            done < <(compgen -A command -- "$2")
            ;;
    esac
}
complete -F _vault vault
