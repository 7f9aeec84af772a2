"""Violations of the import contracts, each with the contract that must catch it."""

LAYERS = "Inside the app, imports point inwards"
STANDS = "The app stands on policies and crypto, which know neither it nor each other"
ADAPTER = "Only wiring, and setting up before there is anything to wire, names an adapter"
OPENING = "One module opens boxes and grants, so that every way to a plaintext passes it"
GATE = "Only the gate asks for a plaintext, because it records first"
UNSEEN = "What a release reads unseen stays with the acts that release or save: nobody else may read it"
FRAMEWORK = "Domain, policies and crypto know no framework"
DOMAIN = "The domain holds no keys and no rules"
SERVICES = "Services and schemas know neither the web nor the database"
DOORS = "Services take checked values: validation happens at the doors"
CARRY_OUT = "Adapters carry out; they decide and show nothing"
LIBRARY = "Only crypto and the adapters touch the cryptography library"
PAGES = "Pages reach neither the database nor the crypto package: their values come from the gate"
SETTINGS = "Settings stand alone: they are read before anything they configure"

VIOLATIONS: dict[str, tuple[str, str]] = {
    # module that is planted: (what it imports, the contract that must name it)
    "policies.engine.planted_1": ("app.domain", STANDS),
    "crypto.planted_2": ("policies.engine", STANDS),
    "policies.engine.planted_3": ("crypto.sealing", STANDS),
    "app.domain.planted_4": ("app.services", LAYERS),
    "app.web.planted_5": ("app.wiring", LAYERS),
    "app.services.planted_6": ("app.http", LAYERS),
    "app.services.planted_7": ("app.adapters.database", ADAPTER),
    "app.demonstration.planted_8": ("app.adapters.database", ADAPTER),
    "app.services.disclosure.planted_9": ("crypto.opening", OPENING),
    "app.adapters.planted_10": ("crypto.opening", OPENING),
    "crypto.planted_11": ("crypto.opening", OPENING),
    "app.services.planted_25": ("app.services.disclosure.unsealing", GATE),
    "app.web.planted_26": ("app.services.disclosure.unsealing", GATE),
    "app.services.collation.planted_27": ("app.services.disclosure.releasing", UNSEEN),
    "app.web.planted_28": ("app.services.disclosure.releasing", UNSEEN),
    "app.domain.planted_12": ("marshmallow", FRAMEWORK),
    "crypto.planted_13": ("sqlalchemy", FRAMEWORK),
    "policies.planted_14": ("flask", FRAMEWORK),
    "app.domain.planted_15": ("policies.engine", DOMAIN),
    "app.domain.planted_16": ("crypto.sealing", DOMAIN),
    "app.services.planted_17": ("flask", SERVICES),
    "app.schemas.planted_18": ("sqlalchemy", SERVICES),
    "app.services.planted_19": ("marshmallow", DOORS),
    "app.adapters.planted_20": ("policies.engine", CARRY_OUT),
    "app.adapters.planted_21": ("flask", CARRY_OUT),
    "app.services.planted_22": ("cryptography", LIBRARY),
    "app.web.planted_23": ("sqlalchemy", PAGES),
    "app.http.planted_24": ("crypto.sealing", PAGES),
    "app.api.planted_29": ("sqlalchemy", PAGES),
    "app.api.planted_30": ("crypto.sealing", PAGES),
    "app.api.planted_31": ("cryptography", LIBRARY),
    "app.api.planted_32": ("app.services.disclosure.unsealing", GATE),
    "app.api.planted_33": ("app.adapters.database", ADAPTER),
    "app.settings": ("policies.engine", SETTINGS),
}
