"""Spanish."""

from .counting import spanish
from .lexicon import Lexicon, in_order, meanings, phrases, words

# fmt: off
SPANISH = Lexicon(
    numbers=spanish(),
    hundred=words("cien ciento"),
    thousand=words("mil"),
    million=words("millon millones"),
    and_words=words("y"),
    no_numbers=phrases("uno de, el uno, cada uno"),
    articles=words("un una uno"),
    comma=",",
    weekdays=in_order(
        "lunes/lun martes miercoles/mie jueves/jue viernes/vie sabado/sabados/sab domingo/domingos/dom"
    ),
    months=in_order(
        "enero/ene febrero/feb marzo abril/abr mayo junio/jun julio/jul agosto/ago septiembre/setiembre/sept"
        " octubre/oct"
        " noviembre/nov diciembre/dic"
    ),
    days_ahead={
        "hoy": 0, "esta tarde": 0, "esta noche": 0, "esta manana": 0, "manana": 1, "manana por la manana": 1,
        "manana por la tarde": 1, "pasado manana": 2, "ayer": -1, "anteayer": -2, "anoche": -1,
    },
    weekend=phrases("fin de semana, fines de semana, finde"),
    next_words=words("proximo proxima siguiente viene"),
    next_is_coming=True,
    this_words=words("este esta"),
    last_words=words("pasado pasada ultimo ultima"),
    on_words=words("el del al hasta desde antes para"),
    of_words=words("de del"),
    ordinal_ends=words("o a"),
    in_words=phrases("en, dentro de"),
    ago_before=phrases("hace"),
    day_units=meanings(
        "day: dia, dias; week: semana, semanas; month: mes, meses; year: ano, anos; hour: hora, horas;"
        " minute: minuto, minutos, min"
    ),
    at_words=phrases("a las, a la, sobre las, hacia las, hasta las, desde las, antes de las, despues de las, las"),
    clock_words=phrases("h, hs, horas"),
    morning_words=phrases("de la manana, por la manana, esta manana"),
    evening_words=phrases("de la tarde, de la noche, por la tarde, por la noche, esta tarde, esta noche"),
    named_hours={"mediodia": (12, 0), "medianoche": (0, 0)},
    after_hour={"y media": 30, "y cuarto": 15, "menos cuarto": -15},
    parts_of_day={
        "por la manana": (8, 12), "esta manana": (8, 12), "de la manana": (8, 12), "por la tarde": (12, 20),
        "esta tarde": (12, 20), "por la noche": (20, 23), "esta noche": (20, 23),
    },
    from_words=words("de entre desde"),
    to_words=words("a y al hasta"),
    sizes=meanings("S: pequeno, pequena, chico, chica; M: mediano, mediana; L: grande; XL: muy grande, extra grande"),
    size_words=words("talla tallas tamano talle numero"),
    smaller=phrases("mas pequeno, mas pequena, una talla menos, mas chico, mas chica"),
    larger=phrases("mas grande, una talla mas"),
    colours=meanings(
        "black: negro, negra, negros, negras; white: blanco, blanca, blancos, blancas; grey: gris, grises;"
        " red: rojo, roja,"
        " rojos, rojas; blue: azul, azules; green: verde, verdes; yellow: amarillo, amarilla; orange: naranja;"
        " purple: morado, morada, violeta; pink: rosa, rosas; brown: marron, marrones; beige: beige; navy: azul marino;"
        " turquoise: turquesa; gold: dorado, dorada; silver: plateado, plateada; burgundy: granate, burdeos"
    ),
    materials=meanings(
        "cotton: algodon; wool: lana; linen: lino; silk: seda; leather: cuero, piel; suede: ante; denim: vaquero;"
        " polyester: poliester; cashmere: cachemira; velvet: terciopelo; wood: madera; oak: roble; steel: acero;"
        " glass: vidrio, cristal; ceramic: ceramica; plastic: plastico; paper: papel"
    ),
    currencies=meanings(
        "EUR: euro, euros; USD: dolar, dolares; GBP: libras esterlinas; cent: centimo, centimos, centavos"
    ),
    units=meanings(
        "kg: kilo, kilos, kilogramo, kilogramos; g: gramo, gramos; l: litro, litros; cm: centimetro, centimetros;"
        " m: metro, metros; piece: pieza, piezas, unidad, unidades, veces, par, pares, caja, cajas, botella, botellas,"
        " rebanada, rebanadas, personas, barra, barras"
    ),
    pronouns=phrases("este, esta, esto, ese, esa, eso, este producto, este articulo, lo"),
    ordinals={
        **dict.fromkeys(("primero", "primera", "primer"), 1), **dict.fromkeys(("segundo", "segunda"), 2),
        **dict.fromkeys(("tercero", "tercera"), 3), **dict.fromkeys(("cuarto", "cuarta"), 4),
        **dict.fromkeys(("ultimo", "ultima"), -1), "numero uno": 1, "numero dos": 2,
    },
    one_words=words("producto articulo opcion"),
    yes=phrases(
        "si, si por favor, claro, claro que si, vale, ok, de acuerdo, correcto, exacto, perfecto, por supuesto"
    ),
    no=phrases("no, no gracias, mejor no, ahora no, para nada, incorrecto"),
    order_words=words("pedido pedidos paquete envio"),
    postcode_words=words("cp postal"),
    street_heads=words("calle c avenida avda av plaza paseo camino carretera ronda via"),
)
# fmt: on
