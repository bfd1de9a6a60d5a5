package io.fondaco.gateway.local.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/**
 * Whether the whole house stands: the start level reached, boot finished, every bundle of ours active and none of their
 * components short of a service. Looked up afresh at each question, so a hot swap shows as it is.
 */
@Component(service = Readiness.class)
public final class Readiness {

    private static final String OURS = "io.fondaco.";
    private static final String FEATURES = "org.apache.karaf.features.core";
    private static final String BOOT_FINISHED = "org.apache.karaf.features.BootFinished";

    private static final String CAUSE = "Caused by: ";
    private static final Pattern EXCEPTION = Pattern.compile("^[\\w.$]+(Exception|Error): ");

    private final BundleContext context;
    private final ServiceComponentRuntime components;

    @Activate
    public Readiness(BundleContext context, @Reference ServiceComponentRuntime components) {
        this.context = context;
        this.components = components;
    }

    /** What {@code /status} tells about the start: our bundles, and in words what is still missing. */
    record State(int active, int total, int startLevel, List<String> waitingFor) {
        /** Whether the house stands, whoever is in it. */
        boolean up() {
            return waitingFor.isEmpty();
        }
    }

    State state() {
        List<String> waiting = new ArrayList<>();
        FrameworkStartLevel levels = context.getBundle(0).adapt(FrameworkStartLevel.class);
        int target = Integer.getInteger(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, 1);
        if (levels.getStartLevel() < target) {
            waiting.add("start level " + levels.getStartLevel() + " of " + target);
        }
        Bundle[] ours = Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName() != null
                        && bundle.getSymbolicName().startsWith(OURS)
                        && !isFragment(bundle))
                .toArray(Bundle[]::new);
        int active = 0;
        for (Bundle bundle : ours) {
            if (bundle.getState() == Bundle.ACTIVE) {
                active++;
            } else {
                waiting.add("bundle " + bundle.getSymbolicName() + " to become active");
            }
        }
        if (installsFeatures() && context.getServiceReference(BOOT_FINISHED) == null) {
            waiting.add("features to be installed");
        }
        for (ComponentDescriptionDTO component : components.getComponentDescriptionDTOs(ours)) {
            if (components.isComponentEnabled(component)) {
                missing(component, waiting);
            }
        }
        return new State(active, ours.length, levels.getStartLevel(), List.copyOf(waiting));
    }

    private void missing(ComponentDescriptionDTO component, List<String> waiting) {
        for (ComponentConfigurationDTO configured : components.getComponentConfigurationDTOs(component)) {
            if (configured.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                waiting.add(component.name + ", which failed to start: " + reason(configured.failure));
            }
            if (component.immediate && configured.state == ComponentConfigurationDTO.SATISFIED) {
                waiting.add(component.name + " to become active");
            }
            // A component that merely lacks its configuration is switched off on purpose; one lacking a service is not.
            for (UnsatisfiedReferenceDTO reference : configured.unsatisfiedReferences) {
                waiting.add(component.name + " to get " + wanted(component, reference));
            }
        }
    }

    private static String wanted(ComponentDescriptionDTO component, UnsatisfiedReferenceDTO reference) {
        String service = Arrays.stream(component.references)
                .filter(declared -> declared.name.equals(reference.name))
                .map(declared -> declared.interfaceName)
                .findFirst()
                .orElse(reference.name);
        return reference.target == null ? service : service + " with " + reference.target;
    }

    /** What the innermost exception of a stack trace says; the outer ones only tell how it was called. */
    static String reason(String failure) {
        if (failure == null || failure.isBlank()) {
            return "no reason given";
        }
        String line = failure.lines()
                .filter(one -> one.startsWith(CAUSE))
                .reduce((before, later) -> later)
                .map(one -> one.substring(CAUSE.length()))
                .orElseGet(() -> failure.lines().findFirst().orElseThrow());
        return EXCEPTION.matcher(line).replaceFirst("");
    }

    private boolean installsFeatures() {
        return Arrays.stream(context.getBundles()).anyMatch(bundle -> FEATURES.equals(bundle.getSymbolicName()));
    }

    private static boolean isFragment(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision != null && (revision.getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
    }
}
