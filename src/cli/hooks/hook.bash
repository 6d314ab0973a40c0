# PROGRAM in bash: variables of a project's .vault.toml come when its folder is entered, and go when it is left.
_FUNCTION_hook() {
    local status=$?
    eval "$(command PROGRAM __hook bash)"
    return "$status"
}
case ";${PROMPT_COMMAND[*]:-};" in
    *_FUNCTION_hook*) ;;
    *) PROMPT_COMMAND="_FUNCTION_hook${PROMPT_COMMAND:+;$PROMPT_COMMAND}" ;;
esac
