using Scim.Protocol.Errors;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Filters;

/// <summary>
/// The recursive descent parser behind <see cref="FilterParser"/>, with one method per rule of the ABNF.
/// </summary>
/// <remarks>
/// The parser recurses only at brackets, whose depth is limited, so no input can exhaust the stack. With an outer
/// attribute it parses the rule valFilter, whose names are sub-attributes.
/// </remarks>
internal ref struct FilterGrammar(ResourceType type, AttributePath? outer, string text, FilterLimits limits)
{
    private FilterCursor _cursor = new(text);
    private AttributePath? _outer = outer;
    private int _depth;
    private int _terms;

    /// <summary>Parses the whole text as one filter.</summary>
    internal Filter ParseToEnd()
    {
        Filter filter = ParseFilter();
        return _cursor.IsAtEnd ? filter : throw FilterMessages.EndExpected.ToException(_cursor.Position);
    }

    /// <summary>Throws if square brackets must not follow <paramref name="path"/>.</summary>
    internal static void RequireFilterable(AttributePath path, int position)
    {
        if (path.Sub is not null)
            throw FilterMessages.SubAttributeWithBrackets.ToException(position);
        if (path.Attribute.Type != AttributeType.Complex && !path.Attribute.IsPlainList)
            throw FilterMessages.NotComplex(path.Attribute.Name).ToException(position);
    }

    /// <summary>
    /// FILTER and valFilter: terms joined by <c>or</c>, the operator with the lowest precedence. Leaves the cursor at
    /// the next token.
    /// </summary>
    private Filter ParseFilter()
    {
        Filter left = ParseLogExpAnd();
        while (_cursor.TryReadKeyword("or"))
            left = new Filter.Or(left, ParseLogExpAnd());
        return left;
    }

    /// <summary>logExp with <c>and</c>, which binds more tightly than <c>or</c>.</summary>
    private Filter ParseLogExpAnd()
    {
        Filter left = ParseOperand();
        while (_cursor.TryReadKeyword("and"))
            left = new Filter.And(left, ParseOperand());
        return left;
    }

    /// <summary><c>*1"not" "(" FILTER ")"</c>, valuePath or attrExp.</summary>
    private Filter ParseOperand()
    {
        _cursor.SkipWhitespace();
        bool not = _cursor.TryReadNot();
        Filter operand = _cursor.IsNext('(') ? ParseGroup() : ParseAttrExpOrValuePath();
        _cursor.SkipWhitespace();
        return not ? new Filter.Not(operand) : operand;
    }

    private Filter ParseGroup()
    {
        IncreaseDepth();
        _cursor.TryTake('(');
        Filter inner = ParseFilter();
        if (!_cursor.TryTake(')'))
            throw FilterMessages.RoundBracketExpected.ToException(_cursor.Position);
        _depth--;
        return inner;
    }

    private Filter ParseAttrExpOrValuePath()
    {
        int start = _cursor.Position;
        AttributePath path = ParseAttrPath();
        _cursor.SkipWhitespace();
        return _cursor.IsNext('[') ? ParseValuePath(path, start) : ParseAttrExp(path, start);
    }

    /// <summary>
    /// valuePath. <c>emails[type eq "work"].value eq "x"</c> is not part of the ABNF, but Entra ID sends it: the
    /// comparison after the brackets is one more condition on the same value.
    /// </summary>
    private Filter ParseValuePath(AttributePath path, int start)
    {
        if (_outer is not null)
            throw FilterMessages.NestedValuePath.ToException(_cursor.Position);
        RequireFilterable(path, start);
        IncreaseDepth();
        _cursor.TryTake('[');
        _outer = path;
        Filter inner = ParseFilter();
        if (!_cursor.TryTake(']'))
            throw FilterMessages.SquareBracketExpected.ToException(_cursor.Position);
        if (_cursor.TryTake('.'))
        {
            int sub = _cursor.Position;
            inner = new Filter.And(inner, ParseAttrExp(ParseAttrPath(), sub));
        }

        _outer = null;
        _depth--;
        if (!path.Attribute.IsPlainList)
            return new Filter.ValuePath(path, inner);
        return PlainValueFilter.ReduceToAttribute(path, inner)
            ?? throw FilterMessages.TooComplexForPlainValues(path.Attribute.Name).ToException(start);
    }

    /// <summary>attrExp, after its attrPath.</summary>
    private Filter ParseAttrExp(AttributePath path, int start)
    {
        if (++_terms > limits.MaxTerms)
            throw new ScimException(ScimErrorKind.TooMany, FilterMessages.TooManyTerms(limits.MaxTerms));
        _cursor.SkipWhitespace();
        int position = _cursor.Position;
        if (_cursor.TryReadKeyword("pr"))
            return new Filter.Present(path);
        CompareOp op = ParseCompareOp();
        path = ResolveComparable(path, start);
        if (!CompareOps.IsApplicableTo(op, path.Leaf.Type))
            throw FilterMessages
                .NotComparable(
                    CompareOps.FormatOperator(op),
                    AttributeTypeNames.FormatType(path.Leaf.Type),
                    path.Leaf.Name
                )
                .ToException(position);
        _cursor.SkipWhitespace();
        return new Filter.Compare(
            path,
            op,
            FilterLiteralConverter.ConvertLiteral(_cursor.ReadCompValue(), path.Leaf, op)
        );
    }

    /// <summary>compareOp.</summary>
    private CompareOp ParseCompareOp()
    {
        int position = _cursor.Position;
        string word = _cursor.ReadWord().ToString();
        if (word.Length == 0)
            throw FilterMessages.OperatorExpected.ToException(position);
        return CompareOps.TryParse(word, out CompareOp op)
            ? op
            : throw FilterMessages.UnknownOperator(PathResolver.QuoteText(word)).ToException(position);
    }

    /// <summary>attrPath, or inside square brackets the name of a sub-attribute.</summary>
    private AttributePath ParseAttrPath()
    {
        int position = _cursor.Position;
        string word = _cursor.ReadWord().ToString();
        if (word.Length == 0)
            throw FilterMessages.AttributeExpected.ToException(position);
        AttributePath? path;
        if (_outer is null)
        {
            if (!PathResolver.TryResolve(type, word, out path, out string? problem))
                throw problem.ToException(position);
        }
        else if (_outer.Attribute.FindSubAttribute(word) is { } sub)
            path = _outer with { Sub = sub };
        else if (_outer.Attribute.IsImpliedValue(word))
            path = _outer;
        else
            throw FilterMessages
                .UnknownSubAttribute(_outer.Attribute.Name, PathResolver.QuoteText(word))
                .ToException(position);

        if (path.Attribute.Returned == Returned.Never || path.Leaf.Returned == Returned.Never)
            throw FilterMessages.NeverReturned(path.Leaf.Name).ToException(position);
        return path;
    }

    /// <summary>
    /// Resolves a complex attribute in a comparison to its <c>value</c>, as in <c>emails co "example.com"</c>.
    /// </summary>
    private static AttributePath ResolveComparable(AttributePath path, int position)
    {
        if (path.Leaf.Type != AttributeType.Complex)
            return path;
        return
            path.Sub is null
            && path.Attribute.FindSubAttribute("value")
                is { Type: not AttributeType.Complex, Returned: not Returned.Never } value
            ? path with
            {
                Sub = value,
            }
            : throw FilterMessages.NoValue(path.Leaf.Name).ToException(position);
    }

    private void IncreaseDepth()
    {
        if (++_depth > limits.MaxDepth)
            throw FilterMessages.TooDeep(limits.MaxDepth).ToException(_cursor.Position);
    }
}
