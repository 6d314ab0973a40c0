#compdef PROGRAM
# Completion of PROGRAM in zsh. The program itself says what may stand at the cursor; of secrets only while it is unlocked.
_FUNCTION() {
    local manner line
    local -a answer texts shown
    # Nothing of the line is evaluated: (Q) takes quotes away, and the program reads text.
    answer=("${(@f)$(print -rN -- "${(@Q)words[1,CURRENT-1]}" "${(Q)PREFIX}" | command PROGRAM __complete zsh 2>/dev/null)}")
    manner=$answer[1]
    for line in "${(@)answer[2,-1]}"; do
        texts+=("${line%%$'\t'*}")
        shown+=("${line/$'\t'/  -- }")
    done
    case $manner in
        words) compadd -l -d shown -a -- texts ;;
        open) compadd -S '' -a -- texts ;;
        files) _files ;;
        program) _command_names -e ;;
    esac
}
if [[ $funcstack[1] == _FUNCTION ]]; then
    _FUNCTION "$@"
else
    compdef _FUNCTION PROGRAM
fi
