package io.fondaco.launcher;

import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** The command line. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
        name = "fondaco",
        description = "One house, many markets for decentralised storage.",
        synopsisSubcommandLabel = "VERB",
        mixinStandardHelpOptions = false,
        versionProvider = Main.Version.class,
        subcommands = {
            DemoVerb.class,
            StartVerb.class,
            StopVerb.class,
            StatusVerb.class,
            ShellVerb.class,
            RunVerb.class,
            StoreVerb.class,
            FetchVerb.class,
            DealsVerb.class,
            ExplainVerb.class,
            PasswordVerb.class,
            ToolVerb.class,
            HelpCommand.class
        })
public final class Main {

    @Option(names = "--version", versionHelp = true, description = "Print the version.")
    private boolean version;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        CommandLine line = new CommandLine(new Main());
        withHelp(line);
        line.setUsageHelpAutoWidth(true);
        line.setExecutionExceptionHandler((failure, command, result) -> {
            Say say = command.getCommand() instanceof Verb verb
                    ? verb.say()
                    : new Say(System.out, System.err, Arrays.asList(arguments).contains("--json"), false);
            if (failure instanceof Failure known) {
                say.failure(known.getMessage(), known.hint());
            } else {
                say.failure(
                        failure.toString(), "Nobody planned this. Set FONDACO_TRACE=1 and run it again to see where.");
            }
            if (System.getenv("FONDACO_TRACE") != null) {
                failure.printStackTrace();
            }
            return CommandLine.ExitCode.SOFTWARE;
        });
        line.setParameterExceptionHandler((wrong, all) -> {
            CommandLine at = wrong.getCommandLine();
            at.getErr().println("error: " + wrong.getMessage());
            CommandLine.UnmatchedArgumentException.printSuggestions(wrong, at.getErr());
            at.usage(at.getErr());
            return CommandLine.ExitCode.USAGE;
        });
        if (arguments.length == 0) {
            line.usage(System.err);
            return CommandLine.ExitCode.USAGE;
        }
        return line.execute(arguments);
    }

    /** Every verb explains itself with {@code --help}. */
    private static void withHelp(CommandLine command) {
        if (command.getCommandSpec().findOption("--help") == null) {
            command.getCommandSpec()
                    .addOption(CommandLine.Model.OptionSpec.builder("-h", "--help")
                            .usageHelp(true)
                            .description("Print this help.")
                            .build());
        }
        command.getSubcommands().values().forEach(Main::withHelp);
    }

    /** The version the build wrote into this jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws Exception {
            try (var manifest = Main.class.getResourceAsStream("/META-INF/MANIFEST.MF")) {
                String version = manifest == null
                        ? null
                        : new java.util.jar.Manifest(manifest)
                                .getMainAttributes()
                                .getValue("Fondaco-Version");
                return new String[] {"fondaco " + (version == null ? "unpacked" : version)};
            }
        }
    }
}
