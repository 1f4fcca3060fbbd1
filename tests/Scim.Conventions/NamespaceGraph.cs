using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Scim.Conventions;

/// <summary>One namespace uses types of another, at these places.</summary>
internal sealed record NamespaceEdge(string From, string To, IReadOnlyList<Place> Uses);

/// <summary>
/// Which namespace of a project uses types of which other one. Names are resolved by syntax alone, as C# does: in the
/// enclosing namespaces from the inside out, then by the file's using directives. A using directive alone is no use,
/// nor is a reference in a documentation comment.
/// </summary>
internal sealed class NamespaceGraph
{
    private readonly HashSet<string> _types = [];
    private readonly HashSet<string> _namespaces = [];
    private readonly HashSet<string> _namespacePrefixes = [];
    private readonly Dictionary<(string From, string To), List<Place>> _uses = [];

    public static NamespaceGraph Build(IReadOnlyList<CSharpFile> files, IEnumerable<string> globalUsings)
    {
        NamespaceGraph graph = new();
        foreach (CSharpFile file in files)
        {
            foreach (
                MemberDeclarationSyntax type in file
                    .Syntax.DescendantNodes(n => n is not TypeDeclarationSyntax)
                    .OfType<MemberDeclarationSyntax>()
            )
            {
                if (GetTypeName(type) is { } name)
                    graph.AddType(GetNamespace(type), name);
            }
        }

        string[] shared =
        [
            .. globalUsings,
            .. files
                .SelectMany(f => f.Syntax.Usings)
                .Where(u => u.GlobalKeyword != default && u.Alias is null && u.StaticKeyword == default)
                .Select(u => u.NamespaceOrType.ToString()),
        ];
        foreach (CSharpFile file in files)
            graph.AddUses(file, shared);
        return graph;
    }

    public IEnumerable<NamespaceEdge> FindEdges(IReadOnlySet<string> namespaces) =>
        _uses
            .Where(u => namespaces.Contains(u.Key.From) && namespaces.Contains(u.Key.To))
            .Select(u => new NamespaceEdge(u.Key.From, u.Key.To, u.Value));

    /// <summary>The strongly connected components of more than one namespace.</summary>
    public IEnumerable<IReadOnlySet<string>> FindCycles()
    {
        Dictionary<string, HashSet<string>> reachable = _namespaces.ToDictionary(n => n, FindReachable);
        HashSet<string> seen = [];
        foreach (string name in _namespaces.Order(StringComparer.Ordinal))
        {
            if (seen.Contains(name))
                continue;
            HashSet<string> cycle = [.. reachable[name].Where(other => reachable[other].Contains(name))];
            seen.UnionWith(cycle);
            if (cycle.Count > 1)
                yield return cycle;
        }
    }

    private HashSet<string> FindReachable(string start)
    {
        HashSet<string> reached = [];
        Stack<string> open = new([start]);
        while (open.TryPop(out string? from))
        {
            foreach (string to in _uses.Keys.Where(k => k.From == from).Select(k => k.To))
            {
                if (reached.Add(to))
                    open.Push(to);
            }
        }

        return reached;
    }

    private void AddType(string container, string name)
    {
        _types.Add(Join(container, name));
        _namespaces.Add(container);
        for (string? prefix = container; prefix is not null; prefix = GetParent(prefix))
            _namespacePrefixes.Add(prefix);
    }

    private void AddUses(CSharpFile file, string[] globalUsings)
    {
        FileNames names = new(this, file.Syntax, globalUsings);
        foreach (SimpleNameSyntax name in file.Syntax.DescendantNodes().OfType<SimpleNameSyntax>())
        {
            string from = GetNamespace(name);
            if (!MayBeType(name) || from == "")
                continue;
            foreach (string type in names.Resolve(name, from))
            {
                string to = type[..Math.Max(0, type.LastIndexOf('.'))];
                if (to == from)
                    continue;
                if (!_uses.TryGetValue((from, to), out List<Place>? places))
                    _uses[(from, to)] = places = [];
                places.Add(file.CreatePlace(name, type[(to.Length + 1)..]));
            }
        }
    }

    /// <summary>Whether the name can be a type's, and is the first part of a name with dots.</summary>
    private static bool MayBeType(SimpleNameSyntax name)
    {
        if (
            name.FirstAncestorOrSelf<UsingDirectiveSyntax>() is not null
            || name.Parent is BaseNamespaceDeclarationSyntax
        )
            return false;
        if (name.Parent is QualifiedNameSyntax qualified)
            return qualified.Left == name && !IsNamespaceName(qualified);
        if (name.Parent is AttributeSyntax || SyntaxFacts.IsInTypeOnlyContext(name))
            return true;
        return name.Parent switch
        {
            MemberAccessExpressionSyntax access => access.Expression == name && !IsValue(name),
            ConstantPatternSyntax => true,
            ArgumentSyntax
            {
                Parent.Parent: InvocationExpressionSyntax
                {
                    Expression: IdentifierNameSyntax { Identifier.Text: "nameof" }
                }
            } => !IsValue(name),
            _ => false,
        };
    }

    private static bool IsNamespaceName(QualifiedNameSyntax name) =>
        name.AncestorsAndSelf()
            .TakeWhile(n => n is NameSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<BaseNamespaceDeclarationSyntax>()
            .Any(n => n.Name.Span.Contains(name.Span));

    /// <summary>Whether a member, parameter or variable in reach has the name, which then is not the type's.</summary>
    private static bool IsValue(SimpleNameSyntax name)
    {
        string text = name.Identifier.Text;
        return name.Ancestors()
            .Any(ancestor =>
                ancestor switch
                {
                    TypeDeclarationSyntax type => type.Members.Any(m => HasName(m, text))
                        || (type.ParameterList?.Parameters.Any(p => p.Identifier.Text == text) ?? false),
                    BaseMethodDeclarationSyntax method => method.ParameterList.Parameters.Any(p =>
                        p.Identifier.Text == text
                    ),
                    _ => false,
                }
            );
    }

    /// <summary>
    /// Whether the member has the name and another type: a property `Filter Filter` means its type, too.
    /// </summary>
    private static bool HasName(MemberDeclarationSyntax member, string name) =>
        member switch
        {
            PropertyDeclarationSyntax property => property.Identifier.Text == name
                && property.Type.ToString().TrimEnd('?') != name,
            FieldDeclarationSyntax field => field.Declaration.Variables.Any(v => v.Identifier.Text == name)
                && field.Declaration.Type.ToString().TrimEnd('?') != name,
            BaseTypeDeclarationSyntax type => type.Identifier.Text == name,
            EnumMemberDeclarationSyntax value => value.Identifier.Text == name,
            _ => false,
        };

    private static string? GetTypeName(MemberDeclarationSyntax member) =>
        member switch
        {
            BaseTypeDeclarationSyntax type => type.Identifier.Text,
            DelegateDeclarationSyntax type => type.Identifier.Text,
            _ => null,
        };

    private static string GetNamespace(SyntaxNode node) =>
        string.Join(
            '.',
            node.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().Select(n => n.Name.ToString()).Reverse()
        );

    private static string? GetParent(string container) =>
        container switch
        {
            "" => null,
            _ when container.LastIndexOf('.') is >= 0 and int dot => container[..dot],
            _ => "",
        };

    private static string Join(string container, string name) => container == "" ? name : $"{container}.{name}";

    /// <summary>What names mean in one file.</summary>
    private sealed class FileNames
    {
        private readonly NamespaceGraph _graph;
        private readonly List<string> _usings;
        private readonly Dictionary<string, string> _aliases = [];

        public FileNames(NamespaceGraph graph, CompilationUnitSyntax file, string[] globalUsings)
        {
            _graph = graph;
            _usings = [.. globalUsings];
            foreach (UsingDirectiveSyntax directive in file.DescendantNodes().OfType<UsingDirectiveSyntax>())
            {
                if (directive.Alias is { } alias)
                    _aliases[alias.Name.Identifier.Text] = directive.NamespaceOrType.ToString();
                else if (directive.StaticKeyword == default)
                    _usings.Add(directive.NamespaceOrType.ToString());
            }
        }

        /// <summary>The full names of the project's types that the name, in the given namespace, may mean.</summary>
        public string[] Resolve(SimpleNameSyntax name, string from)
        {
            string text = name.Identifier.Text;
            string[] candidates = name.Parent is AttributeSyntax ? [text, text + "Attribute"] : [text];
            foreach (string candidate in candidates)
            {
                if (_aliases.TryGetValue(candidate, out string? target))
                    return _graph._types.Contains(target) ? [target] : [];
                for (string? container = from; container is not null; container = GetParent(container))
                {
                    if (_graph._types.Contains(Join(container, candidate)))
                        return [Join(container, candidate)];
                    if (FindQualified(name, Join(container, candidate)) is { } qualified)
                        return [qualified];
                }

                string[] imported =
                [
                    .. _usings
                        .SelectMany(u => ExpandUsing(u, from))
                        .Select(u => Join(u, candidate))
                        .Where(_graph._types.Contains)
                        .Distinct(),
                ];
                if (imported.Length > 0)
                    return imported;
            }

            return [];
        }

        /// <summary>
        /// The type that a name with dots means whose first part is the namespace <paramref name="container"/>.
        /// </summary>
        private string? FindQualified(SimpleNameSyntax name, string container)
        {
            if (!_graph._namespacePrefixes.Contains(container))
                return null;
            SyntaxNode? node = name.Parent;
            string path = container;
            while (node is QualifiedNameSyntax or MemberAccessExpressionSyntax)
            {
                SimpleNameSyntax next = node is QualifiedNameSyntax qualified
                    ? qualified.Right
                    : ((MemberAccessExpressionSyntax)node).Name;
                path = Join(path, next.Identifier.Text);
                if (_graph._types.Contains(path))
                    return path;
                node = node.Parent;
            }

            return null;
        }

        /// <summary>A using directive inside a namespace may leave out the namespace's own beginning.</summary>
        private static IEnumerable<string> ExpandUsing(string directive, string from)
        {
            yield return directive;
            for (string? container = from; container is not null and not ""; container = GetParent(container))
                yield return Join(container, directive);
        }
    }
}
