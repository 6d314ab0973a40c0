#compdef PROGRAM
# Completion of PROGRAM in zsh. The program itself says what may stand at the cursor; of secrets only while it is unlocked.
_FUNCTION() {
    local manner tab=$'\t'
    local -a answer texts shown
    # Nothing of the line is evaluated: (Q) takes quotes away, and the program reads text.
    answer=("${(@f)$(print -rN -- "${(@Q)words[1,CURRENT-1]}" "${(Q)PREFIX}" | command PROGRAM __complete zsh 2>/dev/null)}")
    manner=$answer[1]
    shift answer
    texts=("${(@)answer%%$tab*}")
    shown=("${(@)answer/$tab/  -- }")
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
