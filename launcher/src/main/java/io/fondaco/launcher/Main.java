package io.fondaco.launcher;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.function.Consumer;
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
        line.setDefaultValueProvider(new Defaults());
        line.setUsageHelpAutoWidth(true);
        Say say = new Say(System.out, System.err, Arrays.asList(arguments).contains("--json"), false);
        line.setExecutionExceptionHandler((failure, command, result) -> {
            if (System.getenv("FONDACO_TRACE") != null) {
                failure.printStackTrace();
            }
            Say voice = command.getCommand() instanceof Verb verb ? verb.say() : say;
            if (failure instanceof Failure known && known.isWrongUsage()) {
                return wrongUsage(command, known.getMessage(), voice, command::usage);
            }
            if (failure instanceof Failure known) {
                voice.failure(known.getMessage(), known.hint());
            } else {
                voice.failure(
                        failure.toString(), "Nobody planned this. Set FONDACO_TRACE=1 and run it again to see where.");
            }
            return CommandLine.ExitCode.SOFTWARE;
        });
        line.setParameterExceptionHandler((wrong, all) -> {
            CommandLine at = wrong.getCommandLine();
            String message = wrong instanceof CommandLine.UnmatchedArgumentException unknown
                            && at.getParent() == null
                            && !unknown.getUnmatched().get(0).startsWith("-")
                    ? "There is no verb '" + unknown.getUnmatched().get(0) + "'"
                    : wrong.getMessage();
            return wrongUsage(at, message, say, err -> {
                CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
                at.usage(err);
            });
        });
        if (arguments.length == 0) {
            line.usage(System.err);
            return CommandLine.ExitCode.USAGE;
        }
        return line.execute(arguments);
    }

    /** Says what is wrong, then how it is done; with JSON the last line of standard output is the error. */
    private static int wrongUsage(CommandLine at, String message, Say say, Consumer<PrintStream> usage) {
        say.failure(message, say.json() ? "See: " + at.getCommandSpec().qualifiedName() + " --help" : "", usage);
        return CommandLine.ExitCode.USAGE;
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

    /** Where a node lives when nobody says: the one default that depends on where the house stands. */
    static final class Defaults implements CommandLine.IDefaultValueProvider {
        @Override
        public String defaultValue(CommandLine.Model.ArgSpec argument) {
            boolean folder = argument.isOption()
                    && Verb.OfNode.DIR.equals(((CommandLine.Model.OptionSpec) argument).longestName());
            return folder ? Home.dataFolder(System.getenv("FONDACO_DIR")).toString() : null;
        }
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
