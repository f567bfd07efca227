"""Everyday words of official prose that say too little for a concept; whoever looks for missing concepts skips them."""

from __future__ import annotations

from vocabulary.core.languages import FUNCTION_WORDS, LANGUAGES
from vocabulary.core.stems import stem
from vocabulary.core.tokens import fold

_WRITTEN = {
    "en": """able abroad accept accounts achieve act advance advice agree agreed allow alone already answer appear
        applied apply aside ask asked available back based become begin behind best better beyond bodies bring bringing
        build built buy call called calls came carried carry case cases change changes charts clear close closed closes
        closer collect come comes common compare complete consider contact contain continue countries country covers
        create current day decide decided decisions deliver describe develop different difficult discuss discussed
        distance done draft early easy either end enough ensure entry equal establish every everyone exist existing exists
        expect experience face fewer field fields fifth final find first fit follow followed following follows form
        former forms forward fourth free full further gather general get give given goes going good great groups grow guided
        hand hands happen hear held help helped hold holds home identify improve improved include included includes
        increase instead intend interest interested invite issues join joined joins joint keep kept kind know known large
        last late later lead leads learn learnt leave leaves letter level life light like line link links list little
        live long longer look looking made main make makes making means meet meets member members met minutes missing
        move names near nearest necessary need needed never new next nobody number offer offered offers office often open
        operate organise others outside paid part parts past pay people person phase place places plan point possible
        practice prefer prepare prepared present previous private produce progress propose proposed provide provided
        public pull put question questions quickly raise rather reach read reader ready real really receive recognise
        reduce related remain repeat request require required respond responsible rest return returned returns review room
        run running same say second secure seek seen send sent serve served serves session sessions set share shared
        short show shown shows similar simple since single sites situation size small smaller solve soon space speak
        specific spoken stand start started starting state stay stays step steps stop strengthen strong stronger
        study subject suit supplies support sure take taken takes taking taught team test tested tests things think third
        time times today together took trained true try turn twice understand unit use used useful uses using usual
        value visit visits wait want watch way ways welcome whole wish without word words work worked working write
        written wrote""",
    "es": """abarca abierto abrir acercar acordar acordado actual actualizar adecuado adelante alcanzar alta alto
        amplio anterior aplicar apoyar apoyo aporta aportar aprovechar atencion atender atiende ausencia avance avanzar
        ayudar baja bajo base buena bueno busca buscar calendario cambiar cambio camino capaz casi caso cierre
        colaborar comenzar comienza comparte compartir completo comun condicion conectar conjunta conocer conseguir
        constituir construir contacto contar contenido contiene continuar continuidad continuo convenir conviene
        corresponde corto crear crecer creer cuenta cumplir dato decidir decision dejar desarrollar desea destinar
        detalle diferente dificil dispone disponible disposicion disposicion documento durar ejecutar ejemplo elaborar
        elevar elegir empezar encontrar entrega entregar enviar equipos escribir espacio espera esperar establecer
        estudiar etapa evitar exige existe existente existir experiencia explicar externo facilitar falta fase final
        forma formar fortalecer frente fuerte fuera funcionamiento funcionar garantizar general gracias grande grupo
        habitual hablar hallar hecho idea igual impartir importante incluir inicial iniciar inicio intentar interesado
        interesar intervenir invitar juntos labor largo libre limite listo llegar llevar logra lograr lugar maneja
        manejo manera mantener marcha marco marzo maximo mayor mejor mejorar mensual menor metro miembro minimo minuto
        mirar modo modulo momento mostrar motivo mover mundo nadie necesario necesita necesitar nivel nombre nota nueva
        nuevo numero ofrece ofrecer oficial operar operativo organizar otorgar paso parte participante participar pedir
        pendiente pequeno permitir persona personas pide plaza plazo poner poner posible practica pregunta preparar
        presencia presentar previo primer primera primero principal probar problema proceder producir pronto propio
        proponer propuesta proxima proximo prueba publico punto queda quedar querer quincenal quiere real realizar
        recibir reconocer reforzar reparto repartir requerir requiere resolver responder responsable respuesta resto
        reunir revisar revision rotacion saber salir segundo seguir semestre sencillo sentido servir sesion sesiones siguiente similar
        sistema situacion solicitar solicitante solido solo soler sostener suficiente sumar tarea temas tener tercer
        tercero termina tiempo tipo tomar total trabajar tratar trato turno ubicar ultimo unico unir usar uso util utilizar
        valor varia venir ver vez vida visita visitante visitar voz volver vuelta""",
    "fr": """aborder abord accueillir actuel aider ailleurs aimer ajouter ancien appeler appliquer apporter apprendre
        appui appuyer arriver assister assurer attendre atteindre augmenter avancer base beau besoin bien bon bonne but
        cadre calendrier capable cas celui cent changer charge chercher chiffre chose choisir clair commencer
        commun commune comparer comprendre compte compter concerner condition conduire connaitre consacrer consister
        construire contenir contenu continuer contre convenu convenir corriger couvrir creer croire debut decider
        decision demander demarche depart dernier derouler devenir different difficile dire disponible dispose
        disposer document donner dossier durable durer echeance ecrire elaborer elargir employer encadrer
        encourager ensemble ensuite entier envoyer espace esperer etablir etape etudier eviter exact exemple exister
        existant experience expliquer exterieur faciliter facon faible falloir fiche fin final finir fixer fois forme
        fort fournir frais garder general gerer grand groupe habituel haut idee important inclure initial interieur
        interne intervenir inviter joindre laisser large liaison lieu ligne liste livrer long lier lien maintenir
        manquer matin meilleur membre mener mettre milieu moitie moment monde montrer moyen necessaire niveau nombre
        nommer nouveau nouvelle objet obtenir offre offrir officiel ouvert ouvrir parler partager partie partir passer
        penser permettre personne petit place plein point porter poser posseder possible pouvoir pratique premier
        prendre preparer present presenter prevoir prise prive probleme prochain produire progres proposer propre
        public publier question raison rapide rapprocher recevoir reconnaitre reduire relier relance relayer remettre
        rencontrer rendre renforcer repondre reponse reprendre reprise reseau residuel resoudre responsable reste
        rester retenir retour reunir reussir revenir revoir rythme savoir seconde sens servir seul signer simple
        situation sobre solide sortir souhaiter source soutenir soutien suffire suivre sujet sur systeme tache tenir
        tenter terme terminer tete tirer total traiter transmettre travers trouver type unique usage utile utiliser
        valeur venir verser vie visite vite voir voix vouloir vrai""",
    "pt": """aberto abrir aceitar acompanhar acontecer acordar acordado adequado agenda ajudar alcancar alto amplo
        anterior aplicar apoiar apoio apresentar aproximar aproveitar atencao atender atual atuar aumentar avanco avancar
        baixo base bom boa buscar calendario caminho capaz casa caso certo chegar ciclo claro colocar comecar
        comparar compartilhar completo comum condicao conduzir conhecer conjunto conseguir construir contar conteudo
        continuar continuo contribuir convidar criar crescer cumprir curto custar dar decidir decisao deixar demonstrar
        desejar destinar dificil disponivel dispor distribuir documento durar elaborar elevar encontrar entregar enviar
        envolver escolher escrever espaco esperar estabelecer estudar etapa evitar exemplo exigir existir experiencia
        explicar externo facilitar falar faltar fase fazer ficar fim final forma formar fornecer fortalecer forte funcionar
        garantir geral gerar gerir grande grupo hora houver igual importante incluir iniciar inicio inscrever interessar
        juntar juntos lado levar ligar limite linha lista livre longo lugar maior manter mao marco material media medir
        melhor melhorar membro menor mensal mes metade mostrar motivo mudar mundo necessario necessitar ninguem nivel
        nome novo numero obter oferecer oficial operar ordem origem ouvir paragem parte participante participar partir
        passar passo pedir pensar pequeno perceber perguntar permitir pessoa pessoas poder ponto por possivel pouco
        pratica prazo precisar preparar presenca pretender previsto primeiro principal prioridade problema procurar
        produzir pronto propor proprio proximo publico quase querer questao real realizar receber reconhecer reforcar
        requerer resolver respeitar responder responsavel resposta reunir revisao rumo saber sair segundo seguir
        semelhante sentido servir simples sistema situacao solicitar solido somar suficiente tarefa tema tempo ter
        terceiro teste testar tipo tomar tornar total trabalhar trocar turma ultimo unidade unir usar uso util utilizar valor
        vario ver vez vida vinculo vir visita visitar voltar voz""",
}
_STEMS = {
    language: frozenset(
        stem(word, language) for word in {*_WRITTEN[language].split(), *FUNCTION_WORDS[language]}
    )
    for language in LANGUAGES
}


def is_ordinary(word: str, language: str) -> bool:
    """In any form, with its accents or without."""
    return not _STEMS[language].isdisjoint({stem(word, language), stem(fold(word), language)})
