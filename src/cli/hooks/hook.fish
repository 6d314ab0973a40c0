# PROGRAM in fish: variables of a project's .vault.toml come when its folder is entered, and go when it is left.
function __FUNCTION_hook --on-variable PWD --on-event fish_prompt
    command PROGRAM __hook fish | source
end
