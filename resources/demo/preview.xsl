<?xml version="1.0" encoding="UTF-8"?>
<!-- A plain look at an invoice: what the emulator hands out in place of the service's own templates. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:t="urn:kr:or:kec:standard:Tax:ReusableAggregateBusinessInformationEntitySchemaModule:1:0" exclude-result-prefixes="t">
  <xsl:output method="html" encoding="UTF-8"/>
  <xsl:template name="party">
    <xsl:param name="label"/>
    <xsl:param name="party"/>
    <tr>
      <th><xsl:value-of select="$label"/></th>
      <td><xsl:value-of select="$party/t:ID"/></td>
      <td><xsl:value-of select="$party/t:NameText"/></td>
      <td><xsl:value-of select="$party/t:SpecifiedPerson/t:NameText"/></td>
      <td><xsl:value-of select="$party/t:SpecifiedAddress/t:LineOneText"/></td>
    </tr>
  </xsl:template>
  <xsl:template match="/t:TaxInvoice">
    <html>
      <head>
        <title>@TITLE@</title>
        <style>body { color: @COLOUR@ } table { border-collapse: collapse } th, td { border: 1px solid @COLOUR@; padding: 2px 6px }</style>
      </head>
      <body>
        <h1>@TITLE@</h1>
        <p>승인번호 <xsl:value-of select="t:TaxInvoiceDocument/t:IssueID"/></p>
        <p>작성일자 <xsl:value-of select="t:TaxInvoiceDocument/t:IssueDateTime"/></p>
        <table>
          <xsl:call-template name="party">
            <xsl:with-param name="label">공급자</xsl:with-param>
            <xsl:with-param name="party" select="t:TaxInvoiceTradeSettlement/t:InvoicerParty"/>
          </xsl:call-template>
          <xsl:call-template name="party">
            <xsl:with-param name="label">공급받는자</xsl:with-param>
            <xsl:with-param name="party" select="t:TaxInvoiceTradeSettlement/t:InvoiceeParty"/>
          </xsl:call-template>
          <xsl:if test="t:TaxInvoiceTradeSettlement/t:BrokerParty">
            <xsl:call-template name="party">
              <xsl:with-param name="label">수탁자</xsl:with-param>
              <xsl:with-param name="party" select="t:TaxInvoiceTradeSettlement/t:BrokerParty"/>
            </xsl:call-template>
          </xsl:if>
        </table>
        <table>
          <tr><th>품목</th><th>규격</th><th>수량</th><th>단가</th><th>공급가액</th><th>세액</th></tr>
          <xsl:for-each select="t:TaxInvoiceTradeLineItem">
            <tr>
              <td><xsl:value-of select="t:NameText"/></td>
              <td><xsl:value-of select="t:InformationText"/></td>
              <td><xsl:value-of select="t:ChargeableUnitQuantity"/></td>
              <td><xsl:value-of select="t:UnitPrice/t:UnitAmount"/></td>
              <td><xsl:value-of select="t:InvoiceAmount"/></td>
              <td><xsl:value-of select="t:TotalTax/t:CalculatedAmount"/></td>
            </tr>
          </xsl:for-each>
        </table>
        <p>합계 <xsl:value-of select="t:TaxInvoiceTradeSettlement/t:SpecifiedMonetarySummation/t:GrandTotalAmount"/></p>
      </body>
    </html>
  </xsl:template>
</xsl:stylesheet>
